"""The arithmetic of addresses: reading them, ordering them, finding room between them. Pure: no database, no Django."""
