"""Customers are asked how it goes: visit-backs in cycles, surveys as data, campaigns and samples (VIS-1 to VIS-4, VIS-6)."""
