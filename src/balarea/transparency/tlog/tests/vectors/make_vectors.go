// Writes vectors.json: roots, proofs, tiles and signed notes as Go's own packages make
// them, so that this project's code is compared with an implementation that it doesn't share.
//
// On Debian: apt-get install golang-go golang-golang-x-mod-dev, then in this folder
//
//	GOPATH=/usr/share/gocode GO111MODULE=off go run make_vectors.go > vectors.json
package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const leaves = 70000

var sizes = []int64{0, 1, 2, 3, 7, 8, 255, 256, 257, 511, 65535, 65536, 65537, 70000}

type storedHashes []tlog.Hash

func (s storedHashes) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, x := range indexes {
		out[i] = s[x]
	}
	return out, nil
}

type root struct {
	Size int64  `json:"size"`
	Root string `json:"root"`
}

type inclusion struct {
	Index int64  `json:"index"`
	Size  int64  `json:"size"`
	Count int    `json:"count"`
	Proof string `json:"proof_sha256"`
}

type consistency struct {
	Old   int64  `json:"old"`
	New   int64  `json:"new"`
	Count int    `json:"count"`
	Proof string `json:"proof_sha256"`
}

type tile struct {
	Path string `json:"path"`
	Data string `json:"data_sha256"`
}

type signedNote struct {
	Signer   string `json:"signer"`
	Verifier string `json:"verifier"`
	Note     string `json:"note"`
}

type vectors struct {
	Leaf        string        `json:"leaf"`
	Roots       []root        `json:"roots"`
	Inclusion   []inclusion   `json:"inclusion"`
	Consistency []consistency `json:"consistency"`
	Tiles       []tile        `json:"tiles"`
	Notes       []signedNote  `json:"notes"`
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

// Proofs are compared by one digest over all their hashes: the file stays small.
func digest(hashes []tlog.Hash) string {
	all := sha256.New()
	for _, h := range hashes {
		all.Write(h[:])
	}
	return hex.EncodeToString(all.Sum(nil))
}

// x/mod has no tree of size zero: its root is the hash of nothing (RFC 6962).
func treeHash(size int64, hashes storedHashes) tlog.Hash {
	if size == 0 {
		return sha256.Sum256(nil)
	}
	h, err := tlog.TreeHash(size, hashes)
	must(err)
	return h
}

func indexes(size int64) []int64 {
	seen := map[int64]bool{}
	var out []int64
	for _, i := range []int64{0, 1, size / 3, size / 2, size - 2, size - 1} {
		if 0 <= i && i < size && !seen[i] {
			seen[i] = true
			out = append(out, i)
		}
	}
	return out
}

// x/mod names tiles tile/8/0/000; tlog-tiles leaves the height out.
func path(t tlog.Tile) string {
	return "tile/" + t.Path()[len("tile/8/"):]
}

func sign(skey, text string) string {
	signer, err := note.NewSigner(skey)
	must(err)
	data, err := note.Sign(&note.Note{Text: text}, signer)
	must(err)
	return string(data)
}

func main() {
	out := vectors{Leaf: "leaf %d"}
	var hashes storedHashes
	for i := int64(0); i < leaves; i++ {
		more, err := tlog.StoredHashes(i, []byte(fmt.Sprintf(out.Leaf, i)), hashes)
		must(err)
		hashes = append(hashes, more...)
	}
	for n, size := range sizes {
		h := treeHash(size, hashes)
		out.Roots = append(out.Roots, root{size, hex.EncodeToString(h[:])})
		for _, i := range indexes(size) {
			proof, err := tlog.ProveRecord(size, i, hashes)
			must(err)
			out.Inclusion = append(out.Inclusion, inclusion{i, size, len(proof), digest(proof)})
		}
		for _, old := range sizes[:n+1] {
			if old == 0 {
				continue
			}
			proof, err := tlog.ProveTree(size, old, hashes)
			must(err)
			out.Consistency = append(out.Consistency, consistency{old, size, len(proof), digest(proof)})
		}
	}
	for _, t := range tlog.NewTiles(8, 0, leaves) {
		if t.N > 1 && t.N < 272 && t.N != 256 {
			continue // every tile's hashes are in the roots already
		}
		if t.W < 256 && int64(t.W) != leaves>>(8*t.L)%256 {
			continue // this version lists every width up to the last one
		}
		data, err := tlog.ReadTileData(t, hashes)
		must(err)
		sum := sha256.Sum256(data)
		out.Tiles = append(out.Tiles, tile{path(t), hex.EncodeToString(sum[:])})
	}
	skey, vkey, err := note.GenerateKey(bytes.NewReader(bytes.Repeat([]byte{7}, 64)), "log.example/2026")
	must(err)
	for _, size := range sizes {
		h := treeHash(size, hashes)
		text := fmt.Sprintf("log.example/2026\n%d\n%s\n", size, h)
		out.Notes = append(out.Notes, signedNote{skey, vkey, sign(skey, text)})
	}
	text := "Teks dengan baris kosong\n\ndan tanda — di tengah\n"
	out.Notes = append(out.Notes, signedNote{skey, vkey, sign(skey, text)})
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", " ")
	must(encoder.Encode(out))
}
