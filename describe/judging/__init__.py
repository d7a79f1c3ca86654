"""JUDGING. Plays a recording to a way of narrating and says what a listener would have had of it."""
