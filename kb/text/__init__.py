"""Text tools: normalisation, English, pinyin, thesaurus, similarity of words."""
