"""The registry of units (หน่วยงาน): kinds, places in the tree, and signers."""
