package dev.gatehouse.platform.seal;

import java.io.Serial;

/** A setting with which the program must not start; says in a sentence which, and what to do. */
public final class UnfitSetting extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final String remedy;

    /**
     * @param problem what is wrong, without the value itself
     * @param remedy what the operator can do
     */
    public UnfitSetting(String problem, String remedy) {
        super(problem);
        this.remedy = remedy;
    }

    /**
     * Demands something of a setting that has a default.
     *
     * @param problem what is wrong if it does not hold, without the value itself
     */
    public static void unless(boolean holds, String problem) {
        if (!holds) {
            throw new UnfitSetting(problem, "Correct it, or leave it out to get the default.");
        }
    }

    String remedy() {
        return remedy;
    }
}
