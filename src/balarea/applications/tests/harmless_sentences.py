"""Sentences of pages with words of a promise that promise nothing where they stand."""

HARMLESS = {
    "Nobody is drawn here yet",
    "Nobody was drawn yet",
    "In this demonstration both are programs on the same machine. They show how it "
    "works and protect nobody: in a real mall, offices that don’t belong to the mall "
    "run them.",
    "Nobody came to the desk.",
    "You agreed. Give this code to the new holder, and to nobody else:",
    "Nobody can go on with these",
    "Nobody can stand in like that.",
    "Nobody has the right",
    "Nobody needs to know about an illness: sick leave is leave.",
    "Work that nobody has the right to do, or where all are away or excluded, is "
    "listed here.",
    "Nobody outside has anything to do.",
    "Nowhere yet: nobody would tell you of a change.",
    "Besides you nobody may countersign decisions on this service.",
    "Only once",
    "Open the file by itself",
    "Open the file by itself.",
    "Every payment has found its bill.",
    "Nobody may decide",
    "Nobody so far.",
    "Only for you. Let nobody take a picture.",
    "Always show it like this",
    "Granted by law: nobody decided in time",
    "In the services that you oversee, nobody is above these numbers.",
    'Lost the print? <a href="%(again)s">Print it again</a> with the number and '
    "the code of your slip. If you didn’t ask for this, call the mall at once.",
    "More than %(max)s papers are handed out at once.",
    "Nobody decided on it by %(day)s. By %(law)s it is then granted.",
    "Nobody files for so many",
    "Nobody waits for news",
    "Nobody stands here yet.",
    "Nobody was found",
    "Nobody with an account has this phone or e-mail. They make an account "
    "first, or you identify them at the desk.",
    "Nobody.",
    "The file was complete, and nobody decided on it by %(day)s, the last day. "
    "By %(law)s it counts as granted.",
    "Type the NIK of the identity card, so that nobody is mixed up.",
    "What waits for each officer on the services whose work you hand out. Cases "
    "that nobody took are in the worklist, under Not taken.",
}
