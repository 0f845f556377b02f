"""Gateway: let other systems in and out.

Owns subscriptions by which other systems hear of what happens here: signed webhooks, retried until they are taken.
Neighbours call `tongyun.gateway.facade`.
"""
