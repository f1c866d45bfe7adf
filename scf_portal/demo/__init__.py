"""The demo city: its data, and the answers its leaders give. It stores nothing itself."""
