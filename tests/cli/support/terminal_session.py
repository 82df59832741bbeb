"""A command on a terminal of its own."""
import os
import pty


def session(answers, *command, question="[y/N]", **variables):
    """Runs `command`, giving one of `answers` (bytes) to each of its questions, which end with `question`;
    `variables` are added to the environment.  Returns exit status, all it wrote, and how many questions it asked."""
    pid, end = pty.fork()
    if pid == 0:
        os.environ.update(variables)
        for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
            del os.environ[name]
        os.execv(command[0], command)
    text, asked = b"", 0
    while True:
        try:
            piece = os.read(end, 4096)
        except OSError:
            piece = b""
        if not piece:
            break
        text += piece
        if text.count(question.encode()) > asked:
            os.write(end, answers[asked])
            asked += 1
    os.close(end)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), text.decode(), asked
