"""Racks and machine rooms: what stands in which U, what feeds it, what still fits where (CD-O-05, CD-O-187, CD-O-192).

`standing` decides on figures and knows no database, `contents` reads racks with what is in them, `power` follows the
feeds upwards, `rooms` puts racks together and looks for a place. Where a thing stands is said by its own attributes
(ADR 0033); nothing is kept beside them.
"""
