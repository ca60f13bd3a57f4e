package dev.gatehouse.platform.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.platform.seal.UnfitSetting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.StandardEnvironment;

class SecretFilesTests {

    @TempDir
    private Path folder;

    @Test
    void secretComesFromTheFileUnderTheNameWithoutFile() throws IOException {
        var file = Files.writeString(folder.resolve("key"), "from-the-file\n");
        var environment = environment(Map.of("GATEHOUSE_ENCRYPTION_KEY_FILE", file.toString(), "PATH_FILE", "x"));

        assertThat(Binder.get(environment)
                        .bind("gatehouse.encryption-key", String.class)
                        .get())
                .isEqualTo("from-the-file");
    }

    @Test
    void secretWhenFileIsMissingThenRefusedWithTheNameOfTheVariable() {
        assertThatThrownBy(() -> environment(Map.of("SPRING_DATASOURCE_PASSWORD_FILE", "/no/such/file")))
                .isInstanceOf(UnfitSetting.class)
                .hasMessageContaining("SPRING_DATASOURCE_PASSWORD_FILE");
    }

    private static StandardEnvironment environment(Map<String, Object> variables) {
        var environment = new StandardEnvironment() {
            @Override
            public Map<String, Object> getSystemEnvironment() {
                return variables;
            }
        };
        new SecretFiles().postProcessEnvironment(environment, new SpringApplication());
        return environment;
    }
}
