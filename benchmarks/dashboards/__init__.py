"""This lab and four other ways to watch a training, each as people use it, for `rivals_live.py`."""
