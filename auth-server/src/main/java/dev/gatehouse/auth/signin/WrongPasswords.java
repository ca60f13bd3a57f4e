package dev.gatehouse.auth.signin;

import dev.gatehouse.platform.seal.Authenticator;
import dev.gatehouse.platform.seal.EncryptionKey;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Wrong passwords in the database, which counts them for all nodes. Names that nobody has count as others do. */
@Repository
class WrongPasswords {

    private static final int IPV6_NETWORK_BYTES = 8;
    private static final int IPV6_BYTES = 16;
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final JdbcClient jdbc;
    private final SignInSettings settings;
    private final Authenticator keys;

    WrongPasswords(JdbcClient jdbc, SignInSettings settings, EncryptionKey key) {
        this.jdbc = jdbc;
        this.settings = settings;
        this.keys = key.authenticator("wrong password");
    }

    /**
     * Tells whether a password may still be taken. Asked again when it was found right, it is the answer that counts: of
     * many that are tried at once, no more help than one after the other.
     */
    boolean areTooMany(String username, SignInDetails from) {
        return jdbc.sql("""
                                select count(*) from wrong_password where expires_at > now()
                                    and (key = :name and times >= :perName or key = :network and times >= :perNetwork)""")
                        .param("name", nameKey(username, from))
                        .param("network", networkKey(from))
                        .param("perName", settings.wrongPasswords())
                        .param("perNetwork", settings.wrongPasswordsPerMinute())
                        .query(Integer.class)
                        .single()
                > 0;
    }

    /** Returns whether it was one too many already, as others were tried at the same moment. */
    boolean add(String username, SignInDetails from) {
        return add(nameKey(username, from), settings.wrongPasswordMemory()) > settings.wrongPasswords()
                | add(networkKey(from), MINUTE) > settings.wrongPasswordsPerMinute();
    }

    private int add(byte[] key, Duration memory) {
        return jdbc.sql("""
                        insert into wrong_password as w (key, times, expires_at)
                        values (:key, 1, now() + :memory * interval '1 second')
                        on conflict (key) do update set
                            times = case when w.expires_at > now() then least(w.times, 1000000) + 1 else 1 end,
                            expires_at = case when w.expires_at > now() then w.expires_at else excluded.expires_at end
                        returning times""")
                .param("key", key)
                .param("memory", memory.toSeconds())
                .query(Integer.class)
                .single();
    }

    /** Forgets those for a name whose password is known again. */
    void forget(String username, SignInDetails from) {
        jdbc.sql("delete from wrong_password where key = ?")
                .param(nameKey(username, from))
                .update();
    }

    private byte[] nameKey(String username, SignInDetails from) {
        return keys.code("name " + from.browser() + " " + KnownBrowser.folded(username));
    }

    private byte[] networkKey(SignInDetails from) {
        var address = from.web().getRemoteAddress();
        try {
            var bytes = InetAddress.ofLiteral(address).getAddress();
            return keys.code("network "
                    + HexFormat.of()
                            .formatHex(bytes.length == IPV6_BYTES ? Arrays.copyOf(bytes, IPV6_NETWORK_BYTES) : bytes));
        } catch (IllegalArgumentException _) {
            // A proxy may name its clients in a way of its own.
            return keys.code("network " + address);
        }
    }
}
