"""Visit-backs in cycles and after each service, surveys and consent forms as data, campaigns, feedback (VIS, SCO-10)."""
