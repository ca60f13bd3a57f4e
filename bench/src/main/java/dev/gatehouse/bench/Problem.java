package dev.gatehouse.bench;

/** What the person at the keyboard has to know and can mend; its message is a whole sentence. */
final class Problem extends RuntimeException {

    private static final long serialVersionUID = 1;

    Problem(String message) {
        super(message);
    }
}
