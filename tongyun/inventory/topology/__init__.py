"""What hangs on what: walking the relations as failures travel, and deciding who falls.

`reach` asks the database, `dependence` decides and knows no database, `impact` answers the questions of people and
`summary` says whom it concerns.
"""
