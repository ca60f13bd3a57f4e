package dev.gatehouse.platform.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.platform.seal.EncryptionKey;
import jakarta.servlet.http.Cookie;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.session.web.http.CookieSerializer;
import org.springframework.session.web.http.DefaultCookieSerializer;

/** Who knows a session id, say from the database, still has no cookie. */
class SignedCookieSerializerTests {

    private static final String ID = "6f1c2e0a-1111-4222-8333-444455556666";

    private final CookieSerializer cookies = serializer();

    @Test
    void cookieOfOursIsRead() {
        assertThat(read(written())).containsExactly(ID);
    }

    @Test
    void bareAlteredOrForeignCookieIsIgnored() {
        var cookie = written();
        var end = cookie.charAt(cookie.length() - 1) == 'A' ? "E" : "A";

        assertThat(read(ID)).isEmpty();
        assertThat(read(ID + ".")).isEmpty();
        assertThat(read("other" + cookie)).isEmpty();
        assertThat(read(cookie.substring(0, cookie.length() - 1) + end)).isEmpty();
        assertThat(serializer().readCookieValues(request(cookie))).isEmpty();
        assertThat(read("." + cookie.split("\\.")[1])).isEmpty();
        assertThat(read(ID + ".%%%")).isEmpty();
    }

    private String written() {
        var response = new MockHttpServletResponse();
        cookies.writeCookieValue(new CookieSerializer.CookieValue(new MockHttpServletRequest(), response, ID));
        return response.getCookie("SESSION").getValue();
    }

    private List<String> read(String cookie) {
        return cookies.readCookieValues(request(cookie));
    }

    private static MockHttpServletRequest request(String cookie) {
        var request = new MockHttpServletRequest();
        request.setCookies(new Cookie("SESSION", cookie));
        return request;
    }

    private static CookieSerializer serializer() {
        var bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        var delegate = new DefaultCookieSerializer();
        delegate.setUseBase64Encoding(false);
        var key = new EncryptionKey(Base64.getEncoder().encodeToString(bytes), List.of());
        return new SignedCookieSerializer(delegate, key.authenticator("session cookie"));
    }
}
