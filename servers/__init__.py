"""Real servers in private folders on free loopback ports, and what it takes to start, watch and kill them.

Tests, demo, benchmarks, drills and tools stand on this; it knows none of them, and nothing of Tongyun.
"""
