"""Reception: empties the door's in-tray into submissions and hangs sealed answers out; only this room meets the door."""
