// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QDialog>

namespace authscope::ui {

/// Asks before a link out of a result is opened: the whole address, its host as it is looked up, and what is
/// odd about it. No is the default, and yes cannot be pressed in the first half second (T177).
class OpenLinkDialog : public QDialog {
    Q_OBJECT

public:
    /// `server`: the URL of the server whose result it came in; may be empty.
    OpenLinkDialog(const QByteArray &url, const QByteArray &server, QWidget *parent);

Q_SIGNALS:
    void confirmed(const QByteArray &url);
};

} // namespace authscope::ui
