"""Normalised text, English, pinyin, the thesaurus, likeness of words."""
