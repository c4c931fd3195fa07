"""vsrisk: security risks of virtualised servers, assessed, treated and signed off."""
