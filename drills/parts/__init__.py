"""Parts that drills are made of: who kills, who sends, who works, and who counts afterwards."""
