"""Retention and erasure: old rows lose their texts, and erasures are recorded outside the database (docs/privacy.md)."""
