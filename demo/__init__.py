"""`make demo`: a private estate of real servers, a Tongyun of its own, one SIGKILL, and the whole river measured.

`estate` makes nginx, PostgreSQL, Redis (see `servers`) and a small HTTP application work together; `installation`
starts Tongyun; `client` and `duty` act over the API as the administrator and the person on duty would; `story` kills a
server and follows what happens; `timeline` prints it. Everything lives in one temporary folder and on loopback, and is
gone afterwards.
"""
