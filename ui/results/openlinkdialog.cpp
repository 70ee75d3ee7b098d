// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/results/openlinkdialog.h"

#include "ui/common/emptystate.h"
#include "ui/common/text.h"
#include "ui/common/widgets.h"
#include "ui/input/urlcaution.h"
#include "ui/preview/fittingtext.h"

#include <QApplication>
#include <QBoxLayout>
#include <QClipboard>
#include <QTimer>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace authscope::ui {

OpenLinkDialog::OpenLinkDialog(const QByteArray &url, const QByteArray &server, QWidget *parent)
    : QDialog(parent)
{
    const UrlReview review = reviewUrl(url, server);
    setObjectName(u"openLinkDialog"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowModality(Qt::WindowModal);
    setWindowTitle(tr("Open a link of the server?"));
    auto *all = column(this, 20, 12);
    all->addWidget(new Label(windowTitle(), TextRole::Title));
    if (review.refusal) {
        auto *banner = new Banner(u"openLinkRefusal"_s);
        banner->setSentence(
            tr("It will not be opened. %1").arg(base::cleaned(review.refusal->message, 500)), Tone::Bad);
        all->addWidget(banner);
    } else {
        auto *host = new Label(review.host, TextRole::Title);
        host->setObjectName(u"openLinkHostLabel"_s);
        host->setWrapping(true);
        all->addWidget(new Label(tr("It leads to"), TextRole::Caption, Tone::Muted));
        all->addWidget(host);
    }
    auto *address = new FittingText(u"openLinkAddress"_s, tr("The whole address"), TextRole::Wire);
    address->setMinimumWidth(460);
    address->setFittingText(review.before + review.host + review.after, 6);
    all->addWidget(address);
    for (const QString &caution : review.cautions) {
        auto *banner = new Banner(u"openLinkCaution"_s);
        banner->setSentence(caution, Tone::Caution);
        all->addWidget(banner);
    }
    auto *no = button(tr("Cancel"), u"cancelLinkButton"_s);
    auto *copies = button(tr("Copy"), u"copyAddressButton"_s);
    auto *yes = button(tr("Open in browser"), u"confirmLinkButton"_s);
    no->setAutoDefault(true);
    no->setDefault(true);
    yes->setEnabled(false);
    if (!review.refusal)
        QTimer::singleShot(500ms, yes, [yes] { yes->setEnabled(true); });
    auto *buttons = row(nullptr, 0, 8);
    buttons->addWidget(copies);
    buttons->addStretch();
    buttons->addWidget(no);
    buttons->addWidget(yes);
    all->addLayout(buttons);
    connect(no, &QPushButton::clicked, this, &QDialog::reject);
    connect(copies, &QPushButton::clicked, this,
        [url] { QApplication::clipboard()->setText(QString::fromUtf8(url)); });
    connect(yes, &QPushButton::clicked, this, [this, url] {
        accept();
        Q_EMIT confirmed(url);
    });
    no->setFocus();
}

} // namespace authscope::ui
