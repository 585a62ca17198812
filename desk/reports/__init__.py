"""What the company reads every month: product problem digest, service report, complaint analysis (KB-6, STA-3, COM-6)."""
