"""Sentences of pages with words of a promise that promise nothing where they stand."""

HARMLESS = {
    "Nobody came to the desk.",
    "Nobody outside has anything to do.",
    "Nowhere yet: nobody would tell you of a change.",
    "Besides you nobody may countersign decisions on this service.",
    "Only once",
    "Every payment has found its bill.",
    "Nobody so far.",
    "Only for you. Let nobody take a picture.",
}
