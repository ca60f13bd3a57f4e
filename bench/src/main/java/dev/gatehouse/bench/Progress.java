package dev.gatehouse.bench;

/** One line that tells what is going on: written over and over on a terminal, else not at all. */
final class Progress {

    private final boolean isTerminal =
            System.console() != null && System.console().isTerminal();
    private int width;

    void show(String text) {
        if (isTerminal) {
            System.out.print("\r" + text + " ".repeat(Math.max(0, width - text.length())));
            System.out.flush();
            width = text.length();
        }
    }

    /** Takes the line away and writes one that stays. */
    void say(String text) {
        show("");
        if (isTerminal) {
            System.out.print("\r");
        }
        System.out.println(text);
    }
}
