package dev.gatehouse.auth.client.authentication;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.auth.AuthServerTest;
import dev.gatehouse.auth.Parties;
import dev.gatehouse.auth.Rows;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@AuthServerTest
class SecretUseTests {

    @Autowired
    private Parties parties;

    @Autowired
    private SecretUse use;

    @Autowired
    private Rows rows;

    @Autowired
    private JdbcClient jdbc;

    @Test
    void lastUseIsWrittenForTheSecretThatWasUsedAlone() {
        jdbc.sql("update client_secret set last_used_at = null").update();
        use.write();
        jdbc.sql("update client_secret set last_used_at = null").update();
        parties.machine().clientCredentials();
        parties.app("other", "wrong", "").clientCredentials();
        use.write();

        assertThat(rows.count("client_secret s join client c on c.id = s.client_id"
                        + " where c.client_id = 'machine' and last_used_at is not null"))
                .isEqualTo(1);
        assertThat(rows.count("client_secret where last_used_at is not null")).isEqualTo(1);
    }
}
