// Verify checks a receipt of the public log without the server that made it.
//
//	verify [-lang en] [-json] [-policy FILE] RECEIPT
//
// RECEIPT is a PDF, a .tlog-proof file, or a text file with what a QR code says; "-" is
// the standard input. It exits with 0 for a valid receipt, 1 for any other, 2 for wrong
// usage. Signatures by Ed25519 are checked; those by ML-DSA-44 are left to the Python
// program. The order of the checks is that of checking.py and verify.js, so that all give
// the same code for the same file.
//
// Build it with the Debian package golang-golang-x-mod-dev:
//
//	GO111MODULE=off GOPATH=/usr/share/gocode go build -o verify verify*.go
package main

import (
	_ "embed"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"sort"
	"time"
)

//go:embed verdicts.json
var wordsJSON []byte

type sentence map[string]string

var words struct {
	Codes, Types, Lines, Names map[string]sentence
}

func main() {
	language := flag.String("lang", "id", "language of the answer: id or en")
	asJSON := flag.Bool("json", false, "print the verdict as JSON")
	policyFile := flag.String("policy", "", "the witness policy; else the one in the PDF")
	flag.Parse()
	if flag.NArg() != 1 {
		flag.Usage()
		os.Exit(2)
	}
	if err := json.Unmarshal(wordsJSON, &words); err != nil {
		fatal(err)
	}
	receipt, err := read(flag.Arg(0))
	if err != nil {
		fatal(err)
	}
	var policy []byte
	if *policyFile != "" {
		if policy, err = read(*policyFile); err != nil {
			fatal(err)
		}
	}
	verdict := check(receipt, policy)
	if *asJSON {
		json.NewEncoder(os.Stdout).Encode(verdict)
	} else {
		show(verdict, *language)
	}
	if verdict.Code != "OK" {
		os.Exit(1)
	}
}

func read(path string) ([]byte, error) {
	if path == "-" {
		return io.ReadAll(io.LimitReader(os.Stdin, 20<<20))
	}
	return os.ReadFile(path)
}

func fatal(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(2)
}

func show(v verdict, language string) {
	fmt.Printf("%s: %s\n", v.Code, words.Codes[v.Code][language])
	if v.Code != "OK" {
		return
	}
	line := func(key string, value interface{}) {
		fmt.Printf("  %s: %v\n", words.Lines[key][language], value)
	}
	local := func(seconds int64) string { return time.Unix(seconds, 0).Format("2006-01-02 15:04:05 -07:00") }
	if v.leaf != nil {
		kind := v.Type
		if known, ok := words.Types[v.Type]; ok {
			kind = known[language]
		}
		line("type", kind)
		line("agency", v.leaf.agency)
		line("service", v.leaf.service)
		line("time", local(v.leaf.time))
		if v.leaf.isLate {
			fmt.Printf("  %s\n", words.Lines["late"][language])
		}
	} else {
		fmt.Printf("  %s\n", words.Lines["leaf_only"][language])
	}
	line("hash", v.Hash)
	line("log", v.origin)
	line("index", v.Index)
	line("size", v.Size)
	if v.since != 0 {
		line("since", local(v.since))
	}
	names := make([]string, 0, len(v.witnesses))
	for name := range v.witnesses {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		line("witness", name+", "+local(v.witnesses[name]))
	}
	called := func(name string) string {
		if known, ok := words.Names[name]; ok {
			return fmt.Sprintf("%s (%s)", known[language], name)
		}
		return name
	}
	for _, field := range v.opened {
		line("fields", fmt.Sprintf("%s = %v", called(field.name), field.value))
	}
	for _, name := range v.sealed {
		line("sealed", called(name))
	}
	line("policy", v.policyHash)
	if len(v.witnesses) == 0 {
		fmt.Printf("  %s\n", words.Lines["unwitnessed"][language])
	}
	if v.isOwnPolicy {
		fmt.Printf("  %s\n", words.Lines["own_policy"][language])
	}
}
