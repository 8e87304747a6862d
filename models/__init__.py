"""Models that decide one step: on the device, in the cloud, scripted. One seam, `types.Model`."""
