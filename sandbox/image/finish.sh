# What the packages' own scripts would have done, as far as a sandbox needs it.
set -eu
for name in passwd group; do
    [ -s /etc/$name ] || cp /usr/share/base-passwd/$name.master /etc/$name
done
[ -s /etc/shadow ] || { cut -d: -f1 /etc/passwd | sed 's/$/:*:19000:0:99999:7:::/' >/etc/shadow; chmod 640 /etc/shadow; chown 0:42 /etc/shadow; }
for name in sh:dash awk:gawk; do
    [ -e /usr/bin/${name%:*} ] || ln -s ${name#*:} /usr/bin/${name%:*}
done
[ -e /etc/bash.bashrc ] || : >/etc/bash.bashrc
[ -e /root/.bashrc ] || cp /usr/share/base-files/dot.bashrc /root/.bashrc
[ -e /root/.profile ] || cp /usr/share/base-files/dot.profile /root/.profile
[ -e /etc/profile ] || cp /usr/share/base-files/profile /etc/profile
[ -e /etc/nsswitch.conf ] || cp /usr/share/libc-bin/nsswitch.conf /etc/nsswitch.conf
for part in auth account password session session-noninteractive; do
    [ -e /etc/pam.d/common-$part ] || case $part in
        auth) printf 'auth sufficient pam_rootok.so\nauth required pam_unix.so\n' ;;
        password) printf 'password required pam_unix.so sha512\n' ;;
        *) printf '%s required pam_unix.so\n' "${part%%-*}" ;;
    esac >/etc/pam.d/common-$part
done
ldconfig
# Compiled once here, or the first import of any module would show as a change of a file.
python3 -m compileall -q -j 0 /usr/lib/python3 /usr/lib/python3.* >/dev/null 2>&1 || true
rm -rf /usr/share/doc/* /usr/share/man/* /usr/share/info/* /usr/share/lintian
find /usr/share/locale -mindepth 1 -maxdepth 1 ! -name 'en*' -exec rm -rf {} +
