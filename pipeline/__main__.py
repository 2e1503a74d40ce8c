"""`python -m pipeline COMMAND`. The processes of runs and of their queue begin here too."""

import sys

if __name__ == "__main__":
    if sys.argv[1:2] == ["segment"]:
        from pipeline.heap import keep_freed_memory
        from pipeline.training import segment

        keep_freed_memory()
        sys.exit(segment.main(sys.argv[2:]))
    if sys.argv[1:2] == ["queue"]:
        from pipeline.training import queue

        sys.exit(queue.main(sys.argv[2:]))
    from pipeline.cli import main

    sys.exit(main())
