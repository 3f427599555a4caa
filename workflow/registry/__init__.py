"""The registry of units (หน่วยงาน): their kinds, their place, and who signs for them."""
