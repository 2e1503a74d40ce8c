"""`python -m pipeline COMMAND`. A run's own process begins here too, and needs no other command."""

import sys

if __name__ == "__main__":
    if sys.argv[1:2] == ["segment"]:
        from pipeline.training import segment

        sys.exit(segment.main(sys.argv[2:]))
    from pipeline.cli import main

    sys.exit(main())
