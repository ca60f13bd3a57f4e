package dev.gatehouse.auth.client.registration;

import dev.gatehouse.auth.outgoing.OutgoingRequests;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads the members of a client's metadata, and refuses what is not of the right type or size. */
record MetadataReader(JsonNode json) {

    /** Persian and others write words with them, and emoji are made of them. */
    private static final Set<Integer> JOINERS = Set.of(0x200c, 0x200d);

    private static final Set<Integer> FILLERS = Set.of(0x115f, 0x1160, 0x2800, 0x3164, 0xffa0);
    private static final int LONGEST = 2_000;
    private static final int MOST = 50;

    Optional<String> text(String name) {
        var value = json.get(name);
        if (value == null || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isString()) {
            throw RefusedRegistration.metadata(name + " must be a string.");
        }
        return Optional.of(checked(name, value.asString())).filter(text -> !text.isEmpty());
    }

    @Nullable
    String textOrNull(String name) {
        return text(name).orElse(null);
    }

    /** Returns an address that we will ask ourselves. */
    @Nullable
    String address(String name, OutgoingRequests outgoing) {
        var text = textOrNull(name);
        try {
            if (text != null && !outgoing.mayAsk(new URI(text))) {
                throw RefusedRegistration.metadata(name + " must be an HTTPS address without user info and fragment.");
            }
            return text;
        } catch (URISyntaxException _) {
            throw RefusedRegistration.metadata(name + " is no address.");
        }
    }

    boolean truth(String name) {
        var value = json.get(name);
        if (value == null || value.isNull()) {
            return false;
        }
        if (!value.isBoolean()) {
            throw RefusedRegistration.metadata(name + " must be true or false.");
        }
        return value.asBoolean();
    }

    @Nullable
    Long seconds(String name) {
        var value = json.get(name);
        if (value == null || value.isNull()) {
            return null;
        }
        if (!value.isIntegralNumber() || !value.canConvertToInt() || value.asInt() < 0) {
            throw RefusedRegistration.metadata(name + " must be a number of seconds.");
        }
        return value.asLong();
    }

    /** Returns a list of different strings; empty where there is none. */
    Set<String> texts(String name) {
        var value = json.get(name);
        if (value == null || value.isNull()) {
            return Set.of();
        }
        if (!value.isArray() || value.size() > MOST || !value.valueStream().allMatch(JsonNode::isString)) {
            throw RefusedRegistration.metadata(name + " must be a list of at most " + MOST + " strings.");
        }
        var texts = new LinkedHashSet<String>();
        value.valueStream().forEach(each -> texts.add(checked(name, each.asString())));
        return texts;
    }

    /** Returns an algorithm or another word out of a few. */
    @Nullable
    String oneOf(String name, List<String> allowed) {
        return text(name)
                .map(value -> {
                    if (!allowed.contains(value)) {
                        throw RefusedRegistration.metadata(
                                name + " must be one of " + String.join(", ", allowed) + ".");
                    }
                    return value;
                })
                .orElse(null);
    }

    /** Control characters, and those that turn the direction of a text round, so that it reads as something else. */
    private static boolean isMisleading(int character) {
        return Character.isISOControl(character)
                || Character.getType(character) == Character.FORMAT && !JOINERS.contains(character);
    }

    /** Spaces of all scripts and fillers show nothing. */
    private static boolean isVisible(int character) {
        return !Character.isSpaceChar(character)
                && Character.getType(character) != Character.FORMAT
                && !FILLERS.contains(character);
    }

    private static String checked(String name, String value) {
        var isText = value.length() <= LONGEST
                && value.codePoints().noneMatch(MetadataReader::isMisleading)
                && (value.isEmpty() || value.codePoints().anyMatch(MetadataReader::isVisible))
                && StandardCharsets.UTF_8.newEncoder().canEncode(value);
        if (!isText) {
            throw RefusedRegistration.metadata(name + " is too long, or no text.");
        }
        return value;
    }
}
