package dev.gatehouse.auth.client;

import dev.gatehouse.auth.token.OpaqueToken;
import dev.gatehouse.platform.hash.BoundedHashing;
import dev.gatehouse.platform.seal.BrokenSeal;
import dev.gatehouse.platform.seal.EncryptionKey;
import dev.gatehouse.platform.seal.Seal;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.crypto.factory.PasswordEncoderFactories;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.stereotype.Component;

/**
 * Encodes client secrets and checks them. A random secret needs no slow hash: nobody can guess it from its SHA-256, and
 * a token request costs microseconds. A secret that a human chose keeps a slow hash, which is computed once per node
 * and remembered under a key that dies with the process.
 */
@Component
public class ClientSecrets {

    private static final Logger LOG = LoggerFactory.getLogger(ClientSecrets.class);
    private static final String PLAIN = "{noop}";
    private static final String FAST = "{sha256}";
    private static final String SEALED = "{sealed}";
    private static final List<String> KEEPING = List.of(FAST, SEALED, "{bcrypt}", "{argon2", "{scrypt", "{pbkdf2");
    private static final byte[] PLACE = "client secret".getBytes(StandardCharsets.UTF_8);

    /** 32 characters with 12 different ones: what random generators make and people don't. */
    private static final int RANDOM_LENGTH = 32;

    private static final int RANDOM_VARIETY = 12;
    private static final int REMEMBERED = 10_000;
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final PasswordEncoder slow = new BoundedHashing(
            PasswordEncoderFactories.createDelegatingPasswordEncoder(), PATIENCE, ClientSecrets::busy);
    private final Set<String> remembered = ConcurrentHashMap.newKeySet();
    private final SecretKeySpec processKey;
    private final Seal seal;

    ClientSecrets(EncryptionKey encryptionKey) {
        this.seal = encryptionKey.seal("client secrets");
        var key = new byte[32];
        new SecureRandom().nextBytes(key);
        this.processKey = new SecretKeySpec(key, "HmacSHA256");
    }

    /**
     * Turns a configured secret into what may be stored: one that is encoded already stays as it is.
     *
     * @param readable whether we must be able to read it again, as to check what is signed with it: then it is sealed
     *     under a key that is not in the database
     */
    public String encode(String configured, boolean readable) {
        if (isEncoded(configured)) {
            return configured;
        }
        var secret = plain(configured);
        if (readable) {
            return sealed(secret);
        }
        return isRandom(secret) ? fast(secret) : Objects.requireNonNull(slow.encode(secret));
    }

    private String sealed(String secret) {
        return SEALED + Base64.getUrlEncoder().withoutPadding().encodeToString(seal.seal(bytes(secret), PLACE));
    }

    /** Seals a stored secret again, under the encryption key of now; empty if it is not sealed, or under no key of ours. */
    Optional<String> resealed(String stored) {
        return opened(stored).map(this::sealed);
    }

    /** Tells whether a stored secret is the configured one. */
    boolean isSame(String configured, String stored) {
        return isEncoded(configured) ? configured.equals(stored) : matches(plain(configured), stored);
    }

    /** Tells whether a stored secret is kept so that it can be read again. */
    public static boolean isReadable(String stored) {
        return stored.startsWith(SEALED);
    }

    /**
     * Finds the stored secret that is presented, in constant time for each. Slow hashes come last: while an old secret
     * overlaps with a new one, its holder must not pay for the other one at each request.
     */
    public Optional<String> find(String presented, RegisteredClient client) {
        return find(presented, Client.secretsOf(client));
    }

    /** Tells whether a secret is one of the stored ones. */
    public boolean isOneOf(String presented, List<String> stored) {
        return find(presented, stored).isPresent();
    }

    /** Returns the client's live secrets as far as they can be read ({@code client_secret_jwt}). */
    public List<String> readable(RegisteredClient client) {
        return Client.secretsOf(client).stream()
                .map(this::opened)
                .flatMap(Optional::stream)
                .toList();
    }

    /** What was sealed under a key that is gone is nobody's secret: one that is declared is sealed anew at the start. */
    private Optional<String> opened(String stored) {
        if (!isReadable(stored)) {
            return Optional.empty();
        }
        try {
            var sealed = Base64.getUrlDecoder().decode(stored.substring(SEALED.length()));
            return Optional.of(new String(seal.open(sealed, PLACE), StandardCharsets.UTF_8));
        } catch (BrokenSeal | IllegalArgumentException _) {
            LOG.error("A client's secret is not sealed under gatehouse.encryption-key, or damaged; it is not taken");
            return Optional.empty();
        }
    }

    private Optional<String> find(String presented, List<String> stored) {
        for (var each : stored) {
            if (matchesFast(presented, each)) {
                return Optional.of(each);
            }
        }
        return stored.stream()
                .filter(each -> isSlow(each) && matchesSlowly(presented, each))
                .findFirst();
    }

    private boolean matches(String presented, String stored) {
        return find(presented, List.of(stored)).isPresent();
    }

    private static boolean isSlow(String stored) {
        return !stored.startsWith(FAST) && !isReadable(stored);
    }

    private boolean matchesFast(String presented, String stored) {
        if (isReadable(stored)) {
            return opened(stored)
                    .filter(secret -> MessageDigest.isEqual(bytes(presented), bytes(secret)))
                    .isPresent();
        }
        return stored.startsWith(FAST)
                ? MessageDigest.isEqual(bytes(fast(presented)), bytes(stored))
                : remembered.contains(mark(presented, stored));
    }

    private boolean matchesSlowly(String presented, String stored) {
        try {
            if (!slow.matches(presented, stored)) {
                return false;
            }
        } catch (IllegalArgumentException _) {
            // Nobody knows the encoding of what is stored; it is nobody's secret.
            return false;
        }
        var mark = mark(presented, stored);
        if (remembered.size() >= REMEMBERED) {
            remembered.clear();
        }
        remembered.add(mark);
        return true;
    }

    private static RuntimeException busy() {
        return new OAuth2AuthenticationException(new OAuth2Error(
                OAuth2ErrorCodes.TEMPORARILY_UNAVAILABLE, "Too many secrets wait for being checked.", null));
    }

    /** Tells whether a configured secret is plain, or in an encoding that keeps it. */
    static boolean isUsable(String configured) {
        return !isEncoded(configured) || KEEPING.stream().anyMatch(configured::startsWith);
    }

    /** Tells whether a configured secret can be read, and is long enough for HS256. */
    static boolean canSign(@Nullable String configured) {
        return configured != null && !isEncoded(configured) && bytes(plain(configured)).length >= RANDOM_LENGTH;
    }

    private static boolean isEncoded(String configured) {
        return configured.startsWith("{") && !configured.startsWith(PLAIN);
    }

    private static String plain(String configured) {
        return configured.startsWith(PLAIN) ? configured.substring(PLAIN.length()) : configured;
    }

    private static boolean isRandom(String secret) {
        return secret.length() >= RANDOM_LENGTH && secret.chars().distinct().count() >= RANDOM_VARIETY;
    }

    private static String fast(String secret) {
        return FAST + Base64.getUrlEncoder().withoutPadding().encodeToString(OpaqueToken.digest(secret));
    }

    private String mark(String presented, String stored) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(processKey);
            mac.update(bytes(stored));
            mac.update((byte) 0);
            return Base64.getEncoder().encodeToString(mac.doFinal(bytes(presented)));
        } catch (GeneralSecurityException cause) {
            throw new IllegalStateException("This JDK has no HmacSHA256", cause);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
