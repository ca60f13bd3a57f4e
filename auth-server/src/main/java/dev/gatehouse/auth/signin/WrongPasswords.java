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

    private static final String ADD = """
            insert into wrong_password as w (key, times, expires_at) values (?, 1, now() + ? * interval '1 second')
            on conflict (key) do update set
                times = case when w.expires_at > now() then least(w.times, 1000000) + 1 else 1 end,
                expires_at = case when w.expires_at > now() then w.expires_at else excluded.expires_at end""";

    private final JdbcClient jdbc;
    private final SignInSettings settings;
    private final Authenticator keys;

    WrongPasswords(JdbcClient jdbc, SignInSettings settings, EncryptionKey key) {
        this.jdbc = jdbc;
        this.settings = settings;
        this.keys = key.authenticator("wrong password");
    }

    /**
     * Tells whether no password is taken. From a browser that is known, only those from there count: neither strangers who
     * try the name nor those on the same network keep out whose name it is.
     */
    boolean areTooMany(String username, SignInDetails from) {
        return isReached(nameKey(username, from), settings.wrongPasswords())
                || from.browser().isEmpty() && isReached(networkKey(from), settings.wrongPasswordsPerMinute());
    }

    private boolean isReached(byte[] key, int limit) {
        return jdbc.sql("select count(*) from wrong_password where key = ? and times >= ? and expires_at > now()")
                        .params(key, limit)
                        .query(Integer.class)
                        .single()
                > 0;
    }

    void add(String username, SignInDetails from) {
        add(nameKey(username, from), settings.wrongPasswordMemory());
        add(networkKey(from), MINUTE);
    }

    private void add(byte[] key, Duration memory) {
        jdbc.sql(ADD).params(key, memory.toSeconds()).update();
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
        var address = withoutPort(from.web().getRemoteAddress());
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

    /** Some gateways name the port too, which another connection changes. */
    private static String withoutPort(String address) {
        var port = address.lastIndexOf(':');
        var isNamed = port > 0 && (address.indexOf(':') == port || address.charAt(port - 1) == ']');
        return (isNamed ? address.substring(0, port) : address).replaceAll("[\\[\\]]", "");
    }
}
