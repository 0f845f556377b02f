"""Products: menus, routes and pages that put the engines together for one kind of user. No tables."""
