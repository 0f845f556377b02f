"""Sign-in through systems outside: who vouches, how they are asked, and who their people are here."""
