"""What the forkserver imports first: what libraries say while it imports them has the log's form."""

from lab.host import logs

logs.begin("forkserver")
