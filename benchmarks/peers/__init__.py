"""The engines that are measured beside ours, on the same data and asked the same."""
