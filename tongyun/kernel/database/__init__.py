"""Django's two databases, whose transactions can put something off to their very end (`last_things`)."""
