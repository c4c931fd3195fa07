"""Run by an interpreter that has pyfair: print the CPU seconds of so many risks and years."""

import sys
import time

import pyfair


def main() -> None:
    risks, years = int(sys.argv[1]), int(sys.argv[2])
    began = time.process_time()
    for number in range(risks):
        model = pyfair.FairModel(name=f"risk {number}", n_simulations=years)
        model.input_data("Loss Event Frequency", low=0, mode=0.1, high=0.4)
        model.input_data("Loss Magnitude", low=10_000, mode=60_000, high=200_000)
        model.calculate_all()
        risk = model.export_results()["Risk"]
        risk.quantile([0.1, 0.5, 0.9, 0.95, 0.99, 0.999])
    sys.stdout.write(f"{time.process_time() - began}\n")


main()
