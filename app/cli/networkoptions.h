// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/operation.h"
#include "cli/output.h"
#include "net/certificates.h"

#include <memory>
#include <string>

namespace CLI {
class App;
}

namespace authscope::cli {

class LineReader;

/// Whom to trust and who to be, as typed.
struct NetworkOptions {
    std::string ca = {};
    std::string clientCertificate = {};
    std::string clientKey = {};
    bool isEmpty() const { return ca.empty() && clientCertificate.empty(); }
};
void addNetworkOptions(CLI::App &command, NetworkOptions &options);

struct NetworkFiles {
    QByteArray extraCa = {}; ///< PEM; empty: not given
    net::ClientIdentity identity = {};
};

/// Reads the files, and says whose certificates they are. A key with a passphrase asks for it: a line of
/// standard input, not shown when typed, kept nowhere. Errors: OA-002.
class NetworkFileReading : public base::ResultOperation<NetworkFiles> {
    Q_OBJECT

public:
    NetworkFileReading(NetworkOptions options, Output &output, QObject *parent);
    ~NetworkFileReading() override;

protected:
    void run() override;
    void abort() override;

private:
    void readIdentity(const base::Secret &passphrase);

    NetworkOptions m_options;
    Output &m_output;
    NetworkFiles m_files;
    QByteArray m_certificateFile;
    QByteArray m_keyFile;
    std::unique_ptr<LineReader> m_reader;
};

} // namespace authscope::cli
