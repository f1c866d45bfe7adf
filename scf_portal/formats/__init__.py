"""How days and numbers are written, where it is otherwise than Django has it for the language."""
