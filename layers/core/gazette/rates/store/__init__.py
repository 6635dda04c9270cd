"""The rates table. archive.py is one bank's part of it, turn.py one writer's turn, table.py what others call."""
