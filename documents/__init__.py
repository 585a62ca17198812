"""Documents: PDF by fpdf2, in a font that has Chinese and is embedded, and XLSX. The same content is the same file.

What is written is said by the caller, in the reader's language. Making one takes a while: call it in a thread.
"""
