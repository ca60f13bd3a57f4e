package dev.gatehouse.resource.security;

import java.io.Serial;

/** A setting with which the program must not start; says in a sentence which, and what would fit. */
final class UnfitSetting extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    private UnfitSetting(String sentence) {
        super(sentence);
    }

    static void unless(boolean fits, String sentence) {
        if (!fits) {
            throw new UnfitSetting(sentence);
        }
    }
}
