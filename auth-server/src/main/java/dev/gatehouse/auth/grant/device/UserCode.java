package dev.gatehouse.auth.grant.device;

import java.security.SecureRandom;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The code that a person types: eight letters out of twenty, which are hard to mistake for each other and spell no word.
 *
 * @param letters without the dash
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8628#section-6.1">RFC 8628, section 6.1</a>
 */
record UserCode(String letters) {

    private static final String ALPHABET = "BCDFGHJKLMNPQRSTVWXZ";
    private static final int LENGTH = 8;
    private static final Pattern SHAPE = Pattern.compile("[" + ALPHABET + "]{" + LENGTH + "}");
    private static final SecureRandom RANDOM = new SecureRandom();

    static UserCode generate() {
        var letters = new StringBuilder();
        for (int index = 0; index < LENGTH; index++) {
            letters.append(ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length())));
        }
        return new UserCode(letters.toString());
    }

    /** Reads what a person typed: in small letters too, with or without a dash. */
    static Optional<UserCode> parse(String typed) {
        var letters = typed.toUpperCase(Locale.ROOT).replaceAll("[\\s-]", "");
        return SHAPE.matcher(letters).matches() ? Optional.of(new UserCode(letters)) : Optional.empty();
    }

    String shown() {
        return letters.substring(0, LENGTH / 2) + "-" + letters.substring(LENGTH / 2);
    }
}
