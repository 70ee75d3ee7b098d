// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/errorcodes.h"
#include "cli/command.h"
#include "oauth/registration.h"

#include <CLI/CLI.hpp>

using namespace Qt::StringLiterals;

namespace authscope::cli {

namespace {

class ClientMetadata : public Command {
public:
    ClientMetadata(const Globals &globals, Output &output, std::string target)
        : Command(globals, output), m_target(std::move(target))
    {
    }

    void run() override
    {
        QByteArray url = QByteArray::fromStdString(m_target);
        if (!m_target.starts_with("https:")) {
            if (!open())
                return;
            const session::Connection *connection = find(m_target);
            if (!connection)
                return;
            url = connection->settings().clientMetadataUrl;
            if (url.isEmpty())
                return fail({ .kind = base::ErrorKind::Usage,
                    .code = base::code::usage,
                    .message = u"That connection has no client metadata address in its settings."_s,
                    .nextStep = u"Give the https address the document will be hosted at."_s });
        }
        const auto document = oauth::clientMetadataDocument(url);
        if (!document)
            return fail(document.error());
        if (!out().isJson())
            out().raw(json::pretty(*document));
        succeed(*document);
    }

private:
    std::string m_target;
};

} // namespace

void addClientMetadata(CLI::App &app, CommandLine &line)
{
    auto target = std::make_shared<std::string>();
    CLI::App *command = app.add_subcommand("client-metadata",
        "Print the document that makes an https address our client id, for you to host there");
    addGlobals(*command, line.globals);
    command
        ->add_option("URL|N", *target, "The address it will be hosted at, or a connection that has one set")
        ->required();
    command->callback([&line, target] {
        line.make = [target](const Globals &globals, Output &output) {
            return std::make_unique<ClientMetadata>(globals, output, *target);
        };
    });
}

} // namespace authscope::cli
